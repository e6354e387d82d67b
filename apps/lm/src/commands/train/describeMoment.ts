import prettyMilliseconds from 'pretty-ms';
import { describePerplexity } from '../../format/describePerplexity.js';
import { grouped, percent } from '../../format/numbers.js';
import type { TrainingMoment } from './trainingMoment.js';

/** `step 630 of 1,500 · 4,210 tokens/s · 12% communication · 2m 10s left` */
export function describePace({ step, steps, tokensPerSecond, secondsLeft, communication }: TrainingMoment): string {
  return [
    `step ${grouped(step)} of ${grouped(steps)}`,
    `${grouped(tokensPerSecond)} tokens/s`,
    ...(communication === undefined ? [] : [`${percent(communication)} communication`]),
    `${prettyMilliseconds(Math.ceil(secondsLeft) * 1000)} left`,
  ].join(' · ');
}

/** `loss 4.812 · perplexity 123 · learning rate 0.00310 · validation perplexity 131 at step 500` */
export function describeLoss({ loss, learningRate, validation }: TrainingMoment): string {
  const heldOut =
    validation && `validation perplexity ${describePerplexity(validation)} at step ${grouped(validation.step)}`;
  return [
    `loss ${loss.toFixed(3)}`,
    `perplexity ${describePerplexity({ loss, perplexity: Math.exp(loss) })}`,
    `learning rate ${learningRate.toPrecision(3)}`,
    ...(heldOut ? [heldOut] : []),
  ].join(' · ');
}

/** `█████░░░░░ 50%` */
export function bar(share: number, width: number): string {
  const full = Math.round(share * width);
  return `${'█'.repeat(full)}${'░'.repeat(width - full)} ${String(Math.floor(share * 100)).padStart(3)}%`;
}
