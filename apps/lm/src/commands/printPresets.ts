import { compactCount } from '../format/numbers.js';
import { plainTable } from '../format/plainTable.js';
import { countPreset } from '../presets/count.js';
import type { Preset } from '../presets/preset.js';
import { presets } from '../presets/presets.js';

/** Prints every preset and what it costs. */
export function printPresets(json: boolean): void {
  process.stdout.write(`${json ? presetsAsJson() : presetsAsTable()}\n`);
}

function presetsAsJson(): string {
  return JSON.stringify(
    presets.map((preset) => ({ name: preset.name, ...countPreset(preset) })),
    null,
    2,
  );
}

function presetsAsTable(): string {
  return plainTable({
    head: ['preset', 'operations', 'paper', 'parameters', 'paper', 'perplexity in the paper', 'what it is'],
    align: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    rows: presets.map(rowOf),
  });
}

function rowOf(preset: Preset): string[] {
  const { operations, parameters } = countPreset(preset);
  const { paper } = preset;
  return [
    preset.name,
    compactCount(operations),
    paper.operations ?? '',
    compactCount(parameters),
    paper.parameters ?? '',
    paper.perplexity?.toFixed(1) ?? '',
    preset.summary,
  ];
}
