import Table from 'cli-table3';
import { borderless } from '../format/borderless.js';
import { compactCount } from '../format/numbers.js';
import { countPreset } from '../presets/count.js';
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
  const table = new Table({
    head: ['preset', 'operations', 'paper', 'parameters', 'paper', 'perplexity in the paper', 'what it is'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: borderless,
  });
  for (const preset of presets) {
    const { operations, parameters } = countPreset(preset);
    const { paper } = preset;
    table.push([
      preset.name,
      compactCount(operations),
      paper.operations ?? '',
      compactCount(parameters),
      paper.parameters ?? '',
      paper.perplexity?.toFixed(1) ?? '',
      preset.summary,
    ]);
  }
  return table.toString();
}
