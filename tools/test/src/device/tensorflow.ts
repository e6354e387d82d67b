import { nativeSources as core } from '@outrageous/core/native';
import { nativeSources as lstm } from '@outrageous/lstm/native';
import { nativeSources as trainer } from '@outrageous/trainer/native';
import { testOn } from './testOn.js';

await testOn('tensorflow', { nativeOps: [core, lstm, trainer] });
