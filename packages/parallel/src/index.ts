export { singleProcess } from './singleProcess.js';
