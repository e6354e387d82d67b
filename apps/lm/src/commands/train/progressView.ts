import { createLogUpdate } from 'log-update';
import { describeMixtures } from '../../format/describeMixtures.js';
import { bar, describeLoss, describePace } from './describeMoment.js';
import type { TrainingMoment } from './trainingMoment.js';

/** Shows a person how training goes. */
export interface ProgressView {
  show(moment: TrainingMoment): void;
  /** What goes on between two steps, until something else is shown. */
  busy(line: string): void;
  /** A line that stays. */
  note(line: string): void;
  /** Leaves what was shown last. */
  done(): void;
}

/** A bar that moves on a terminal; elsewhere, and on a terminal of no size, a line every so often. */
export function progressView(stream: NodeJS.WriteStream = process.stderr): ProgressView {
  return stream.isTTY && stream.columns > 0 && stream.rows > 0 ? liveView(stream) : plainView(stream);
}

/** Shows nothing. */
export const noView: ProgressView = {
  show: () => undefined,
  busy: () => undefined,
  note: () => undefined,
  done: () => undefined,
};

/** Milliseconds between two pictures on a terminal. */
const FRAME = 100;

function liveView(stream: NodeJS.WriteStream): ProgressView {
  const update = createLogUpdate(stream);
  let last: TrainingMoment | undefined;
  let drawnAt = 0;
  const draw = (moment: TrainingMoment) => {
    drawnAt = Date.now();
    update(picture(moment));
  };
  return {
    show(moment) {
      last = moment;
      if (Date.now() - drawnAt >= FRAME || moment.step === moment.steps) draw(moment);
    },
    busy(line) {
      if (Date.now() - drawnAt < FRAME) return;
      drawnAt = Date.now();
      update(`${last ? picture(last) : ''}\n${line}`);
    },
    note(line) {
      update.clear();
      stream.write(`${line}\n`);
      if (last) draw(last);
    },
    done() {
      if (last) draw(last);
      update.done();
    },
  };
}

function picture(moment: TrainingMoment): string {
  return [
    '',
    `${bar(moment.step / moment.steps, 30)}  ${describePace(moment)}`,
    describeLoss(moment),
    ...describeMixtures(moment.mixtures),
  ].join('\n');
}

/** Milliseconds between two lines of a log. */
const PAUSE = 10_000;

function plainView(stream: NodeJS.WritableStream): ProgressView {
  let saidAt = 0;
  return {
    show(moment) {
      if (Date.now() - saidAt < PAUSE && moment.step !== moment.steps) return;
      saidAt = Date.now();
      stream.write(
        `${[describePace(moment), describeLoss(moment), ...describeMixtures(moment.mixtures)].join(' | ')}\n`,
      );
    },
    busy: () => undefined,
    note: (line) => void stream.write(`${line}\n`),
    done: () => undefined,
  };
}
