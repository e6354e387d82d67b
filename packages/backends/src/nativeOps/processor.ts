import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * What a compiler that compiles for this processor goes by. Virtual machines with other abilities bear the
 * same name, so where the system lists the abilities they count too.
 */
export function processor(): string {
  return `${cpus()[0]?.model}\n${abilities() ?? ''}`;
}

function abilities(): string | undefined {
  try {
    return /^(flags|Features)\s*:.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0];
  } catch {
    return undefined;
  }
}
