import { testOn } from './device.js';

await testOn('cpu');
