export { checkOptions, checkValue, optional } from './checkOptions.js';
export type { Kind, OptionalKind, OptionKinds } from './checkOptions.js';
export { didYouMean } from './didYouMean.js';
export * as is from './is.js';
// Each by itself too: `import * as is` of this entry leaves out of a bundle what it has no use for.
export * from './is.js';
export { offered } from './offered.js';
