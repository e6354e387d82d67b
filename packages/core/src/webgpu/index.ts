// What WebGPU kernels of other packages are made of: `@outrageous/core/webgpu`.
export { halfTiles, setHalfTiles } from './halfTiles.js';
export { copyNumbers, emptyTensor } from './backend.js';
export { runInPlace, runShader } from './joins.js';
export type { InPlaceShader, Shader } from './joins.js';
export { windowsOf, workgroupsFor } from './runShader.js';
export type { TensorWindow } from './runShader.js';
export { multiplyOnWebGpu } from '../kernels/groupedMatMul/multiplyWebgpu.js';
export type { Product } from '../kernels/groupedMatMul/multiplyWebgpu.js';
export { outerOnWebGpu } from '../kernels/groupedMatMul/outerWebgpu.js';
