export { checkOptions, checkValue, optional } from './checkOptions.js';
export type { Kind, OptionalKind, OptionKinds } from './checkOptions.js';
export { didYouMean } from './didYouMean.js';
export * as is from './is.js';
export { offered } from './offered.js';
