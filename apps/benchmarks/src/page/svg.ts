import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import type { Plot } from '../benchmark.js';

/** Draws a plot; the same data give the same picture. */
export async function svgOf({ spec, caption }: Plot): Promise<string> {
  const { spec: compiled } = compile({ background: 'white', description: caption, ...spec });
  const view = new View(parse(compiled), { renderer: 'none' });
  return `${await view.toSVG()}\n`;
}
