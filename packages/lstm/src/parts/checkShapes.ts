import type { Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';

/** Teaches what input a recurrent layer needs, where it got another. */
export function checkInput(layer: string, input: Tensor3D, inputWidth: number): void {
  const [time, , width] = input.shape;
  if (width !== inputWidth || time < 1) {
    throw new Error(
      `${layer}: got an input of shape [${input.shape}], needs [time, batch, ${inputWidth}] with at least one step; ` +
        `make the layer below ${inputWidth} wide, or the layer with inputWidth: ${width}`,
    );
  }
}

/** Teaches what an op over a sequence needs, where there is no step, or a state of no width. */
export function checkSizes(op: string, x: Tensor3D, states: readonly Tensor2D[]): void {
  if (x.shape[0] > 0 && states.every(({ shape }) => shape[1] > 0)) return;
  const widths = states.map(({ shape }) => `[${shape}]`).join(' and ');
  throw new RangeError(
    `${op}: the input [${x.shape}] must be [time, batch, width], with at least one step, and the state ${widths} ` +
      '[batch, cells], with at least one cell; leave out windows without steps',
  );
}

/** Teaches what state a recurrent layer needs, where it got another. */
export function checkState(layer: string, name: string, state: Tensor2D, shape: readonly [number, number]): void {
  if (state?.shape.join() !== shape.join()) {
    throw new Error(
      `${layer}: got a state '${name}' of shape [${state?.shape}], needs [${shape}]; ` +
        `start a new batch with zeroState(${shape[0]})`,
    );
  }
}
