import { markdownTable, type MarkdownColumn } from '../../format/markdownTable.js';
import { type ComparedGate, comparedGates } from './comparedGates.js';

/** Neighbouring columns of a table with a line for each gate. */
export interface GateColumns {
  readonly heads: readonly MarkdownColumn[];
  /** One for each head; undefined where nothing is known of the gate. */
  cellsOf(gate: ComparedGate): readonly (string | number)[] | undefined;
}

/** A line for each gate that some of the columns know. */
export function gatesTable(columns: readonly GateColumns[]): string {
  return markdownTable(
    [{ head: 'gate' }, ...columns.flatMap(({ heads }) => heads)],
    comparedGates.flatMap((gate) => {
      const cells = columns.map((some) => some.cellsOf(gate));
      if (cells.every((own) => own === undefined)) return [];
      return [[gate.name, ...cells.flatMap((own, i) => own ?? columns[i].heads.map(() => ''))]];
    }),
  );
}

/** A column of numbers. */
export function numeric(head: string): MarkdownColumn {
  return { head, align: 'right' };
}
