export { communicatorConformance } from './communicatorConformance.js';
