/** The claims that a scope asks for (OpenID Connect Core 1.0 section 5.4), in Authlete's order. */
export const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
};

/** The same, as the engine's configuration wants it. */
export const ENGINE_CLAIMS: Readonly<Record<string, readonly string[] | null>> = {
  openid: ['sub'],
  acr: null,
  auth_time: null,
  iss: null,
  sid: null,
  ...CLAIMS_OF_SCOPE,
};
