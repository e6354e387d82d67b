/** Fails after it has written on the console. */
export default function fails(): never {
  console.log('written before');
  throw new Error('thrown in the page');
}
