import { testOn } from './testOn.js';

await testOn('cpu');
