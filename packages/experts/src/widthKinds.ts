import { optional } from '@outrageous/core/options';
import * as is from '@outrageous/core/options';

/** What widths may be, where those of the output are the input's too if they aren't said. */
export const widthKinds = { width: is.size, inputWidth: optional(is.size) };
