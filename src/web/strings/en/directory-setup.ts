import { count, plural } from './counting.ts';

/** The setup of a directory, step by step. */
export const directorySetup = {
  choose: {
    title: 'Which identity provider do you use?',
    lead: 'It is where you look after the people of your company. Each has a guide of its own.',
    list: 'Identity providers',
    ways: { scim: 'By SCIM', workos: 'Through WorkOS', import: 'By files' },
    notHere: 'Ask your contact',
  },
  start: {
    title: (name: string) => `Connect ${name}`,
    titleOfOther: 'Connect another SCIM 2.0 provider',
    before: 'What you need',
    way: 'How to connect',
    ways: {
      scim: {
        title: 'Directly, by SCIM',
        text: 'You paste an address and a token into your identity provider. We lead you through it here, and see at once whether it works.',
      },
      workos: {
        title: 'Through WorkOS',
        text: 'The pages of WorkOS lead you through your identity provider, and what it says comes by way of WorkOS.',
      },
    },
    mode: 'When people first arrive',
    modes: {
      testing: {
        title: 'Test mode first',
        text: 'Everyone is shown, and no account is touched until you have seen what would happen. We advise it.',
      },
      active: {
        title: 'Apply at once',
        text: 'Accounts are made and changed as soon as people arrive.',
      },
    },
    name: 'Name',
    nameHint: 'What this directory is called here, such as the name of your identity provider.',
    namePlaceholder: 'Such as Keycloak',
    tooLong: 'At most 100 characters.',
    make: 'Create the directory',
    makeHint: 'You get an address and a token for your identity provider. Nothing else happens yet.',
    makeWorkosHint: 'You get a link to the Admin Portal of WorkOS. Nothing else happens yet.',
    waited: {
      title: 'A directory was waiting to be connected already',
      text: (name: string) =>
        `No second one was made. It is set up for ${name} now, with the name and the mode that you have just chosen.`,
    },
    notHere: {
      title: 'This needs your contact',
      text: (name: string) =>
        `${name} does not speak SCIM to products like this one, and connecting through WorkOS is not set up here. Ask your contact: they can set it up, or import files of your people.`,
    },
    noWrite: 'Your link is for looking only. Ask for one that allows changes.',
    other: 'Choose another',
  },
  title: (name: string) => `Set up ${name}`,
  steps: 'Steps of the setup',
  stepOf: (step: number, all: number) => `Step ${count(step)} of ${count(all)}`,
  stepNamed: (step: number, title: string, state: string) => `${count(step)}. ${title} (${state})`,
  stepStates: { done: 'done', current: 'you are here', open: 'open', problem: 'needs you' },
  firstSync: 'First sync',
  back: 'Back',
  next: (title: string) => `Next: ${title}`,
  fields: 'Fill in',
  ticked: 'Ticked',
  token: {
    hidden: 'Shown once, when it was made',
    lost: 'The token was shown once, when it was made. If you have not kept it, make another.',
    once: 'This token is shown now and never again. Paste it before you leave or reload this page.',
  },
  extra: {
    address: 'Address',
    token: 'Token',
    addressBelow: 'the address below',
    tokenBelow: 'the token below',
  },
  live: {
    title: 'Live check',
    nothing: (shownBy: string | null) =>
      shownBy === null
        ? 'This step cannot be seen from here: nothing is sent while you do it. Go on once you have done it.'
        : `This step cannot be seen from here: nothing is sent while you do it. Whether it has worked shows at “${shownBy}”.`,
    last: 'This page looks again every few seconds, and by itself.',
    announce: (says: string) => `Done: ${says}`,
    failing: 'The check could not be made just now. It is tried again by itself.',
  },
  overview: 'How far it is',
  profile: {
    use: (profile: string) => `Use the dialect ${profile}`,
    done: 'The dialect was changed',
    again:
      'People who were refused before have to be sent again: assign them anew, or start a full sync there.',
  },
  illustration: (provider: string, place: string) => `Picture of ${provider}: ${place}`,
  more: {
    title: 'Good to know',
    attributes: 'Which attributes are sent',
    attribute: 'Attribute',
    from: (name: string) => `In ${name}`,
    groups: 'How groups come',
    leaving: 'What happens when somebody leaves',
    traps: 'What is known to go wrong',
  },
  workosSteps: {
    open: {
      title: 'Open the Admin Portal',
      says: [
        'WorkOS leads you through the menus of your identity provider, with pictures of each of its pages.',
        'Open its Admin Portal, choose your identity provider, and follow it to the end. Then come back here.',
      ],
    },
    people: {
      title: 'Choose people and groups',
      says: [
        'At your identity provider, assign the people and groups that are to come. They arrive by themselves, for some providers after about 30 minutes.',
      ],
    },
  },
  importSteps: {
    file: {
      title: 'Import a file',
      says: ['Give your contact a file of your people, as CSV. They import it, and you see here who came.'],
    },
  },
  sync: {
    nobody: 'Nobody has come yet. As soon as your identity provider sends people, they are counted here.',
    running: 'The first sync is going on',
    memberships: 'Memberships',
    waiting: 'To be applied',
    setAside: (value: number) =>
      plural(value, {
        one: '# record could not be applied. Your contact can see why.',
        other: '# records could not be applied. Your contact can see why.',
      }),
    connected: (provider: string, people: string, groups: string) =>
      `Connected to your ${provider}. ${people}, ${groups}.`,
    generic: 'identity provider',
    early: 'You need not wait: you can look now at what activating would do with those who are here.',
    /** By the state of the directory. */
    now: {
      setting_up: 'What becomes of them is decided as soon as the directory has begun.',
      testing:
        'Nothing was applied: the directory is in test mode. Look at what would happen, then activate it.',
      active: 'From now on what happens at your identity provider is applied by itself.',
      paused:
        'The directory is paused: what comes is kept and not applied, but for those who leave. Resume it on its page.',
      disconnected: 'The directory is disconnected: nothing is applied any more.',
    },
    ended: 'This directory is disconnected. Connect another one to sync again.',
    toDirectory: 'Go to the directory',
    report: 'See what would happen',
  },
};
