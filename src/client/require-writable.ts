import type { RequestHandler } from 'express';
import { sendProblem } from './send-problem.ts';

/**
 * Goes on the routes that write, behind requireActiveUser: who has left and may still read is 403, whatever the method.
 * A route that requireActiveUser does not guard fails, so that nobody writes by mistake.
 */
export function requireWritable(): RequestHandler {
  return (request, response, next) => {
    const { rollcall } = request;
    if (rollcall === undefined) {
      next(new TypeError('requireWritable needs requireActiveUser before it.'));
    } else if (rollcall.readOnly) {
      sendProblem(response, {
        status: 403,
        code: 'read_only',
        title: 'This account may only read',
        detail: 'The account may sign in and read for now, and change nothing.',
      });
    } else {
      next();
    }
  };
}
