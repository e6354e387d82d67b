export { openWebGpuPage, type WebGpuPage } from './browser/openWebGpuPage.js';
export { runInBrowser } from './browser/runInBrowser.js';
