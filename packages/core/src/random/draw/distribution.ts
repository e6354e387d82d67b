/** How devices make random numbers of words of 32 random bits. */
export interface Distribution {
  readonly name: 'uniform' | 'normal';
  /** A number of each word; words are even in number. */
  fromWords(words: Uint32Array): Float32Array;
  /** WGSL that defines `fn distribute(units : vec4<f32>) -> vec4<f32>`, of four uniform numbers in [0, 1). */
  readonly wgsl: string;
}

/** u = (the low 23 bits) · 2⁻²³ */
export function unit(word: number): number {
  return (word & 0x7fffff) * 2 ** -23;
}
