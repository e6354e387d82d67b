// What WebGPU kernels of other packages are made of: `@outrageous/core/webgpu`.
export { halfTiles, setHalfTiles } from './halfTiles.js';
export { copyNumbers, emptyTensor } from './webgpuBackend.js';
export { runInPlace, runShader, windowsOf, workgroupsFor } from './webgpu.js';
export type { InPlaceShader, Shader, TensorWindow } from './webgpu.js';
export { multiplyOnWebGpu } from './kernels/groupedMatMul/multiplyWebgpu.js';
export type { Product } from './kernels/groupedMatMul/multiplyWebgpu.js';
export { outerOnWebGpu } from './kernels/groupedMatMul/outerWebgpu.js';
