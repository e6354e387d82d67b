import { fileURLToPath } from 'node:url';

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** This package's folder; what is executed from a document is written below it, where all our packages resolve. */
export const HERE = fileURLToPath(new URL('../', import.meta.url));
