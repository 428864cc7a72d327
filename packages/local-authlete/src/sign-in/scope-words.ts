interface Words {
  readonly title: string;
  readonly description?: string;
}

const SCOPES: Readonly<Record<string, Words>> = {
  openid: {
    title: 'Know that it is you',
    description: 'An identifier that stands for you, and nothing else.',
  },
  profile: {
    title: 'See your profile',
    description: 'Your name, picture, birthday, gender, language and the like.',
  },
  email: { title: 'See your email address' },
  address: { title: 'See your postal address' },
  phone: { title: 'See your phone number' },
  offline_access: {
    title: 'Keep its access while you are away',
    description: 'Also after you have signed out, until you or it end that.',
  },
  'time.read': { title: 'Read the time' },
  'history.read': { title: 'Read your history' },
  'timeline.read': { title: 'Read your timeline' },
};

/** What a scope allows, in plain words; its own name where there are none. */
export function wordsOfScope(scope: string): Words {
  return (Object.hasOwn(SCOPES, scope) && SCOPES[scope]) || { title: `Use the permission “${scope}”` };
}
