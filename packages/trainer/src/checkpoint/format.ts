/** Marks our files among all files of safetensors; a number that grows when the meaning changes. */
export const FORMAT = '1';
