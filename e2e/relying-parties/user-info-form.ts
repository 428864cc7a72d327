/** What a client wants of UserInfo responses, in the words of its registration; plain JSON where it says nothing. */
export interface UserInfoForm {
  readonly userinfo_signed_response_alg?: string;
  readonly userinfo_encrypted_response_alg?: string;
  readonly userinfo_encrypted_response_enc?: string;
}

export const plain: UserInfoForm = {};

export function signed(alg: string): UserInfoForm {
  return { userinfo_signed_response_alg: alg };
}

export function encrypted(alg: string, enc: string): UserInfoForm {
  return { userinfo_encrypted_response_alg: alg, userinfo_encrypted_response_enc: enc };
}

/** Says it for the name of a test. */
export function describeForm(form: UserInfoForm): string {
  const {
    userinfo_signed_response_alg: signature,
    userinfo_encrypted_response_alg: alg,
    userinfo_encrypted_response_enc: enc,
  } = form;
  const parts = [
    ...(signature === undefined ? [] : [`signed with ${signature}`]),
    ...(alg === undefined ? [] : [`encrypted with ${alg} and ${enc}`]),
  ];
  return parts.join(', ') || 'in plain JSON';
}
