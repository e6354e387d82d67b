/** The header of a file of safetensors, as its JSON says it, and the bytes after it. */
export interface Taken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly numbers: Uint8Array<ArrayBuffer>;
}

/** A file of safetensors from any header, however wrong. */
export function craft(header: string | Taken['header'], numbers: Uint8Array<ArrayBuffer> = new Uint8Array()): Blob {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return new Blob([new BigUint64Array([BigInt(text.length)]), text, numbers]);
}

/** Takes a file apart, as it would have been written before there were checksums. */
export async function takeApart(file: Blob): Promise<Taken> {
  const length = Number(new DataView(await file.slice(0, 8).arrayBuffer()).getBigUint64(0, true));
  const { checksums, __metadata__, ...tensors } = JSON.parse(await file.slice(8, 8 + length).text()) as Record<
    string,
    object
  >;
  const [end] = (checksums as { data_offsets: [number, number] }).data_offsets;
  return {
    header: { __metadata__: { ...__metadata__, checksums: undefined }, ...tensors },
    numbers: new Uint8Array(await file.slice(8 + length, 8 + length + end).arrayBuffer()),
  };
}
