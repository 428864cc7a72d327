import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { html, trustHtml } from '../src/pages/html.ts';

describe('the HTML of pages', () => {
  it('escapes every text, in content and in attributes', () => {
    const evil = `<script>"'&`;
    assert.equal(
      html`<p title="${evil}">${evil}</p>`.toString(),
      '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>',
    );
    assert.equal(html`${[evil, [evil]]}`.toString(), '&lt;script&gt;&quot;&#39;&amp;'.repeat(2));
  });

  it('takes over what is HTML already, and leaves out what is not there', () => {
    assert.equal(
      html`${html`<b>${'<'}</b>`}${undefined}${false}${0}${trustHtml('<i></i>')}`.toString(),
      '<b>&lt;</b>0<i></i>',
    );
  });
});
