import { notifications, type NotificationData } from '@mantine/notifications';
import { isSessionEnded } from '../api/api-problem.ts';
import { strings } from '../strings/strings.ts';
import { MOST_OF_A_TITLE, plainText } from './plain-text.ts';
import { problemWords } from './problem-words.ts';

/** In characters. */
const MOST_OF_A_MESSAGE = 600;
const closeButtonProps = { 'aria-label': strings.common.close };

/** Says in a corner that something was done. For what the reader did, and sees no sign of otherwise. */
export function toastDone(title: string, message = ''): void {
  notifications.show({ ...shown(title, message), color: 'leaf', autoClose: 6_000 });
}

/** Says in a corner that something did not work, and what to do; it stays until it is closed. */
export function toastProblem(error: unknown): void {
  // The whole application says so already.
  if (isSessionEnded(error)) return;
  const { title, detail, next } = problemWords(error, strings.problems.actionTitle);
  toastProblemInWords(title, detail === null ? next : `${detail} ${next}`);
}

/** The same of what no request was about. */
export function toastProblemInWords(title: string, message: string): void {
  notifications.show({ ...shown(title, message), color: 'clay', autoClose: false });
}

function shown(
  title: string,
  message: string,
): Pick<NotificationData, 'title' | 'message' | 'withBorder' | 'closeButtonProps'> {
  return {
    title: plainText(title, MOST_OF_A_TITLE),
    message: plainText(message, MOST_OF_A_MESSAGE),
    withBorder: true,
    closeButtonProps,
  };
}
