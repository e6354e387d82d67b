import koffi from 'koffi';

/** Whether this process can load what finds GPU drivers: on Linux the Vulkan loader, elsewhere a part of the system. */
export function hasDriverLoader(): boolean {
  return process.platform !== 'linux' || canLoad('libvulkan.so.1');
}

function canLoad(library: string): boolean {
  try {
    koffi.load(library);
    return true;
  } catch {
    return false;
  }
}
