/** The devices that Outrageous knows, by the name under which TensorFlow.js registers each. */
export type DeviceName = 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** Every device name, the fastest kind first. */
export const deviceNames: readonly DeviceName[] = ['tensorflow', 'webgpu', 'wasm', 'cpu'];

/** Whether native ops can be run, and if not, why. */
export type NativeOpsAnswer = { readonly available: true } | { readonly available: false; readonly reason: string };

/** What a device says of itself once it runs. */
export interface Started {
  /** The device in words, such as `TensorFlow 2.21.0 on the CPU`. */
  readonly description: string;
  /** Whether a graphics processor does the arithmetic; false for a software adapter. */
  readonly gpu: boolean;
  /** Whether native ops are used, and why not; absent where none were asked for. */
  readonly nativeOps?: NativeOpsAnswer;
}

/** A running device: TensorFlow.js computes on it from now on. */
export interface Device extends Started {
  readonly name: DeviceName;
  /** Why this device was chosen, and why better ones were passed over. */
  readonly reason: string;
}

/** One step of a set-up that takes time, as it goes on. */
export interface Progress {
  readonly stage: 'wait' | 'find' | 'download' | 'unpack' | 'compile' | 'verify' | 'ready';
  /** What is being done, in words. */
  readonly message: string;
  /** Bytes done so far, where the stage moves bytes. */
  readonly bytes?: number;
  /** Bytes in all, where that is known. */
  readonly total?: number;
}

/** Is called whenever a set-up has moved on. */
export type ProgressListener = (progress: Progress) => void;
