/** The public surface of `rollcall/client`. What is not named here is not promised. */
export { RollcallProblem, RollcallUnreachable } from "./api-fault.js";
export { createClient } from "./create-client.js";
export { requireActiveUser, } from "./require-active-user.js";
export { requireWritable } from "./require-writable.js";
export { verifyWebhook, WebhookRefused, } from "./verify-webhook.js";
