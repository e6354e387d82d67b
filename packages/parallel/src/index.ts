export { communicatorOver } from './communicatorOver.js';
export { singleProcess } from './singleProcess.js';
export type { Numbers, Parts, Transport } from './transport.js';
