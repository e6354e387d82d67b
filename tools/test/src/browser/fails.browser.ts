/** Fails after it has written on the console. */
export default function fails(): never {
  console.warn('written before');
  throw new Error('thrown in the page');
}
