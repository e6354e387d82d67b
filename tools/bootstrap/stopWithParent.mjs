/** Loaded before a Node program: stops it in good order when the process that started it is gone. */
process.channel?.unref(); // the program may end before that
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
