import { existsSync, readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

/** The machine in words: `2 × Intel(R) Xeon(R) … with AVX-512, 24 GB, Node 20.20.2`. */
export function describeMachine(): string {
  const [{ model }] = cpus();
  const processors = `${cpus().length} × ${model.trim()}${withVectors()}`;
  return `${processors}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}

/** Virtual machines of quite different speed give one name to their processors; what those can do tells them apart. */
function withVectors(): string {
  const list = '/proc/cpuinfo';
  const abilities = existsSync(list) ? readFileSync(list, 'utf8') : '';
  if (/\bavx512f\b/.test(abilities)) return ' with AVX-512';
  return /\bavx2\b/.test(abilities) ? ' with AVX2' : '';
}
