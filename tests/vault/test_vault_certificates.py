from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.making_sites import CHEAP, NOW, NURSE
from tests.vault.conftest import Site
from workstation.site.problems import Problem, Situation
from workstation.vault import accounts, certificates, keys, vault_file


def leaf(site: Site) -> x509.Certificate:
    return x509.load_der_x509_certificate(
        vault_file.read(site.folder).people["nokafor"].certificate
    )


def crl(site: Site) -> x509.CertificateRevocationList:
    return x509.load_der_x509_crl(vault_file.read(site.folder).crl)


def authority(site: Site) -> x509.Certificate:
    return x509.load_der_x509_certificate(vault_file.read(site.folder).authority)


def test_full_keys_are_rsa_of_3072_bits() -> None:
    assert certificates.KEY_BITS == 3072
    assert accounts.Work().make_key is certificates.new_key


def test_the_signers_certificate_is_for_documents_and_mail_and_names_a_list(site: Site) -> None:
    certificate = leaf(site)
    found = {extension.oid: extension for extension in certificate.extensions}
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert list(purposes) == [certificates.DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION]
    assert constraints.ca is False
    assert x509.CRLDistributionPoints.oid in found
    assert x509.SubjectKeyIdentifier.oid in found
    assert x509.AuthorityKeyIdentifier.oid in found
    certificate.verify_directly_issued_by(authority(site))


def test_the_authority_certifies_signers_and_nobody_below_them(site: Site) -> None:
    certificate = authority(site)
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert constraints.critical
    assert (constraints.value.ca, constraints.value.path_length) == (True, 0)
    assert usage.key_cert_sign
    assert usage.crl_sign
    assert not usage.digital_signature


def test_a_list_is_signed_anew_at_each_change_of_accounts(site: Site) -> None:
    numbers = [crl(site).extensions.get_extension_for_class(x509.CRLNumber).value.crl_number]
    person = accounts.prepare(site.folder, site.keys, NURSE, NOW, CHEAP)
    accounts.save(site.folder, site.keys, person, NOW + timedelta(hours=1))
    numbers.append(crl(site).extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    accounts.close(site.folder, site.keys, "nokafor", NOW + timedelta(hours=2))
    numbers.append(crl(site).extensions.get_extension_for_class(x509.CRLNumber).value.crl_number)
    assert numbers == sorted(set(numbers))
    last = crl(site)
    issuer = authority(site).public_key()
    assert isinstance(issuer, rsa.RSAPublicKey)
    assert last.is_signature_valid(issuer)
    assert len(list(last)) == 2
    assert last.next_update_utc is not None
    assert last.next_update_utc - NOW > timedelta(days=3640)


def test_a_certificate_for_statements_signs_no_report(site: Site) -> None:
    certificate = vault_file.read(site.folder).people["rlindqvist"].certificate
    vault = vault_file.read(site.folder)
    purposes = x509.load_der_x509_certificate(certificate).extensions.get_extension_for_class(
        x509.ExtendedKeyUsage
    )
    assert list(purposes.value) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    certificates.require_usable(certificate, vault.authority, vault.crl, NOW, documents=False)
    assert require(site, certificate) is Situation.CERTIFICATE_UNSUITABLE


def test_the_signer_signs_what_the_certificate_verifies(site: Site) -> None:
    signer = keys.unlock_signer(site.folder, "nokafor", NURSE.password, NOW)
    signature = signer.key.sign(b"text", padding.PKCS1v15(), hashes.SHA256())
    public = signer.certificate.public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(signature, b"text", padding.PKCS1v15(), hashes.SHA256())
    der = signer.certificate.public_bytes(serialization.Encoding.DER)
    assert signer.fingerprint == certificates.fingerprint(der)


@pytest.mark.parametrize(
    ("when", "situation"),
    [
        (timedelta(days=-1), Situation.CERTIFICATE_NOT_YET_VALID),
        (timedelta(days=365 * 5 + 1), Situation.CERTIFICATE_EXPIRED),
    ],
)
def test_outside_its_time_a_certificate_signs_nothing(
    site: Site, when: timedelta, situation: Situation
) -> None:
    with pytest.raises(Problem) as caught:
        keys.unlock_signer(site.folder, "nokafor", NURSE.password, NOW + when)
    assert caught.value.situation is situation


def require(site: Site, certificate: bytes, **other: bytes) -> Situation:
    vault = vault_file.read(site.folder)
    parts = {"authority": vault.authority, "crl": vault.crl, **other}
    with pytest.raises(Problem) as caught:
        certificates.require_usable(certificate, parts["authority"], parts["crl"], NOW)
    return caught.value.situation


def test_a_revoked_certificate_signs_nothing(site: Site) -> None:
    certificate = vault_file.read(site.folder).people["nokafor"].certificate
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    assert require(site, certificate) is Situation.CERTIFICATE_REVOKED


def test_a_look_alike_authoritys_certificate_signs_nothing(site: Site) -> None:
    key = certificates.new_key(2048)
    twin = certificates.make_authority("Lakeside Infusion", key, NOW)
    assert twin.subject == authority(site).subject
    forged = certificates.make_signer("nokafor", "N. Okafor, RN", key.public_key(), twin, key, NOW)
    der = certificates.certificate_bytes(forged)
    assert require(site, der) is Situation.CERTIFICATE_UNSUITABLE


def test_a_list_that_is_not_the_authoritys_is_no_list(site: Site) -> None:
    key = certificates.new_key(2048)
    empty = certificates.make_crl(authority(site), key, (), 9, NOW)
    certificate = vault_file.read(site.folder).people["nokafor"].certificate
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    forged = certificates.certificate_bytes(empty)
    assert require(site, certificate, crl=forged) is Situation.CERTIFICATE_UNSUITABLE


def test_a_certificate_for_another_purpose_signs_nothing(site: Site) -> None:
    """The authority's own certificate is genuine, and not for documents."""
    own = vault_file.read(site.folder).authority
    assert require(site, own) is Situation.CERTIFICATE_UNSUITABLE


def test_a_renewed_certificate_keeps_the_key_and_revokes_nothing(site: Site) -> None:
    later = NOW + timedelta(days=365 * 5 - 3)
    old = leaf(site)
    person = accounts.prepare_renewal(site.folder, site.keys, "nokafor", "N. Okafor", True, later)
    accounts.save(site.folder, site.keys, person, later)
    assert leaf(site).public_key() == old.public_key()
    assert leaf(site).not_valid_after_utc > old.not_valid_after_utc
    assert len(list(crl(site))) == 0
    keys.unlock_signer(site.folder, "nokafor", NURSE.password, later + timedelta(days=30))


def test_site_pem_holds_the_authority_and_the_newest_list(site: Site) -> None:
    accounts.close(site.folder, site.keys, "nokafor", NOW)
    vault = vault_file.read(site.folder)
    pem = certificates.site_pem(vault.authority, vault.crl)
    assert x509.load_pem_x509_certificate(pem) == authority(site)
    assert len(list(x509.load_pem_x509_crl(pem))) == 1
    assert b"PRIVATE" not in pem


def test_long_and_foreign_names_fit_into_a_certificate() -> None:
    key = certificates.new_key(2048)
    issuer = certificates.make_authority("Ж" * 100, key, NOW)
    certificate = certificates.make_signer(
        "u", "Ł" * 80 + ", RN; CN=admin", key.public_key(), issuer, key, NOW
    )
    certificate.verify_directly_issued_by(issuer)
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert [str(name.value) for name in names] == ["Ł" * 32]
