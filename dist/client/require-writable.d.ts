import type { RequestHandler } from 'express';
/**
 * Goes on the routes that write, behind requireActiveUser: who has left and may still read is 403, whatever the method.
 * A route that requireActiveUser does not guard fails, so that nobody writes by mistake.
 */
export declare function requireWritable(): RequestHandler;
