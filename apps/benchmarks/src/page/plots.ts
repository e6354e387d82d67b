import type { Plot } from '../benchmark.js';

/** A bar: which group of bars it is in, which bar of the group it is, and how long. */
export interface Bar {
  readonly group: string;
  readonly bar: string;
  readonly value: number;
}

/** A point of a line. */
export interface Point {
  readonly line: string;
  readonly x: number;
  readonly y: number;
}

/** What a plot says beside its marks. */
interface Labels {
  readonly caption: string;
}

/** Groups of horizontal bars. */
export function barPlot(name: string, given: Labels & { axis: string; values: readonly Bar[] }): Plot {
  const { caption, axis, values } = given;
  return {
    name,
    caption,
    spec: {
      data: { values: [...values] },
      width: 480,
      height: { step: 20 },
      mark: 'bar',
      encoding: {
        row: {
          field: 'group',
          type: 'nominal',
          sort: null,
          title: null,
          header: { labelAngle: 0, labelAlign: 'left' },
        },
        y: { field: 'bar', type: 'nominal', sort: null, title: null },
        x: { field: 'value', type: 'quantitative', title: axis },
        color: { field: 'bar', type: 'nominal', sort: null, legend: null, scale: { scheme: 'tableau10' } },
      },
    },
  };
}

/** Lines over an axis on which each step doubles. */
export function linePlot(
  name: string,
  given: Labels & { x: string; y: string; logarithmic?: boolean; values: readonly Point[] },
): Plot {
  const { caption, x, y, logarithmic = false, values } = given;
  return {
    name,
    caption,
    spec: {
      data: { values: [...values] },
      width: 480,
      height: 260,
      mark: { type: 'line', point: true },
      encoding: {
        x: {
          field: 'x',
          type: 'quantitative',
          title: x,
          scale: { type: 'log', base: 2 },
          axis: { values: [...new Set(values.map((point) => point.x))], format: 'd' },
        },
        y: { field: 'y', type: 'quantitative', title: y, scale: { type: logarithmic ? 'log' : 'linear' } },
        color: { field: 'line', type: 'nominal', sort: null, title: null, scale: { scheme: 'tableau10' } },
      },
    },
  };
}
