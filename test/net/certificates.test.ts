import { X509Certificate } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createAuthority, fingerprint, issueCertificate } from '../../src/net/certificates.js';
import { sameFingerprint } from '../../src/net/tls.js';

const test = suite('certificates');

test('a certificate is signed by its authority, serves and calls, and names its hosts', async () => {
  const authority = await createAuthority();
  const { certificate } = await issueCertificate(authority, {
    commonName: 'party-0',
    hosts: ['mpc.example', '10.0.0.1'],
  });
  const [leaf, ca] = [new X509Certificate(certificate), new X509Certificate(authority.certificate)];
  assert.ok(leaf.verify(ca.publicKey) && leaf.checkIssued(ca) && ca.ca && !leaf.ca);
  assert.equal(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']);
  for (const host of ['localhost', 'mpc.example']) assert.is(leaf.checkHost(host), host);
  for (const ip of ['127.0.0.1', '10.0.0.1', '::1']) assert.ok(leaf.checkIP(ip));
  assert.is(leaf.checkHost('other.example'), undefined);
});

test('every certificate has its own key and serial number', async () => {
  const authority = await createAuthority();
  const [a, b] = await Promise.all([1, 2].map(() => issueCertificate(authority, { commonName: 'same' })));
  const serials = [a, b].map((each) => new X509Certificate(each?.certificate ?? '').serialNumber);
  assert.is.not(serials[0], serials[1]);
  assert.is.not(a?.key, b?.key);
});

test('the fingerprint is the SHA-256 of the DER bytes', async () => {
  const { certificate } = await createAuthority();
  const { raw, fingerprint256 } = new X509Certificate(certificate);
  assert.is(fingerprint(certificate), fingerprint256.replaceAll(':', '').toLowerCase());
  assert.is(fingerprint(raw), fingerprint(certificate));
});

test('only two equal fingerprints of full length are the same', () => {
  const a = 'ab'.repeat(32);
  assert.ok(sameFingerprint(a, a.toUpperCase()));
  for (const other of [`${a.slice(0, -1)}c`, '', 'ab', `${a}ab`, 'zz'.repeat(32)])
    assert.not(sameFingerprint(a, other));
  assert.not(sameFingerprint('', ''));
});

test.run();
