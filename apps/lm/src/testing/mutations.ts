/** Characters that mean something in JSON, and some that don't. */
const characters = ['"', '{', '}', '[', ',', ':', '-', '1', 'e9', 'null', '\\', '\0', '\uFEFF', ''];

/** Every text that differs from another in one place: cut off there, or with another character. */
export function* mutationsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at++) {
    yield text.slice(0, at);
    for (const other of characters) {
      const changed = text.slice(0, at) + other + text.slice(at + 1);
      if (changed !== text) yield changed;
    }
  }
}
