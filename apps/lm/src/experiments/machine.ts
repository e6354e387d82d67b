import { cpus, totalmem } from 'node:os';

/** The machine in words: `2 × Intel(R) Xeon(R) …, 24 GB, Node 20.20.2`. */
export function describeMachine(): string {
  const [{ model }] = cpus();
  return `${cpus().length} × ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
}
