import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { worldCommunicator } from '../index.js';

/** The first rank broadcasts more numbers than the others have room for. */
const { rank, broadcast } = worldCommunicator();
broadcast(tf.zeros([rank === 0 ? 8 : 4]), 0).wait();
