import type { TableOps } from '../gradients/table.js';
import { gatherFromTable } from './gatherRows/gatherFromTable.js';
import { outerByRows } from './groupedMatMul/outerByRows.js';

export const tableOps: TableOps = { gather: gatherFromTable, outer: outerByRows };
