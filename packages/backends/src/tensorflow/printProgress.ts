import type { Progress, ProgressListener } from '../device.js';

/** Prints a line on standard error whenever a set-up comes to something new, and every tenth of a download. */
export function printProgress(print: (line: string) => void = (line) => console.error(line)): ProgressListener {
  let last = '';
  return (progress) => {
    const line = lineOf(progress);
    if (line !== last) print(line);
    last = line;
  };
}

function lineOf({ message, bytes, total }: Progress): string {
  if (bytes === undefined || total === undefined) return message;
  const tenths = Math.min(10, Math.floor((bytes / total) * 10));
  return `${message}: ${tenths * 10}% of ${Math.round(total / 1e6)} MB`;
}
