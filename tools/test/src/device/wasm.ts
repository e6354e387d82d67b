import { testOn } from './testOn.js';

await testOn('wasm');
