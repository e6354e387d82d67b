#!/usr/bin/env node
import { main } from './main.js';

const code = await main(process.argv);
// What a signal has stopped is not waited for.
if (code > 128) process.exit(code);
process.exitCode = code;
