/** What the page of a link says. It is served without the web application, whose texts are in src/web/strings. */
export const enterWords = {
  title: 'Open the portal',
  says: 'This link opens the portal once, in this browser.',
  action: 'Continue',
  goOn: 'Go on in the portal',
  back: 'Go back',
  needsScript: 'This page needs JavaScript.',
  oneMoment: 'One moment.',
  unreachable: 'The service could not be reached. Check the connection, and try again.',
  refused: 'This link does not open the portal',
  noLink: {
    title: 'There is no link here',
    text: 'The address is not whole, or the page was loaded anew. Open the link once more. If it was used already, go back to where it came from, and ask for a new one.',
  },
  noCookie: {
    title: 'The browser keeps no cookie here',
    text: 'It does not let this page remember you, which some do for pages inside of others. Ask for a new link, and open it in a window of its own.',
  },
};

export type EnterWords = typeof enterWords;
