#!/bin/sh
# Makes the certificates of the TLS tests afresh. They protect nothing: their keys are public.
set -eu
cd "$(dirname "$0")"
rm -f ./*.pem
key() { openssl ecparam -genkey -name prime256v1 -noout -out "$1.key.pem"; }
authority() {
  key "$1"
  openssl req -x509 -new -key "$1.key.pem" -days 36500 -subj "/CN=Bandeau test $1" -out "$1.pem"
}
# name authority subject-alternative-name first-day last-day
certificate() {
  key "$1"
  openssl req -new -key "$1.key.pem" -subj "/CN=$1" -out "$1.csr.pem"
  mkdir -p state && : > state/index && echo 'unique_subject = no' > state/index.attr
  printf '[ca]\ndefault_ca=d\n[d]\ndatabase=state/index\nnew_certs_dir=state\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[x]\nsubjectAltName=%s\n' "$3" > state/conf
  openssl ca -batch -config state/conf -extensions x -cert "$2.pem" -keyfile "$2.key.pem" -in "$1.csr.pem" \
    -startdate "$4" -enddate "$5" -notext -out "$1.pem"
  rm -rf state "$1.csr.pem"
}
authority site-authority
authority other-authority
certificate broker site-authority IP:127.0.0.1,DNS:localhost 20240101000000Z 21231231000000Z
certificate elsewhere site-authority DNS:broker.example 20240101000000Z 21231231000000Z
certificate expired site-authority IP:127.0.0.1 20240101000000Z 20240201000000Z
certificate future site-authority IP:127.0.0.1 21230101000000Z 21231231000000Z
certificate controller site-authority DNS:floor2 20240101000000Z 21231231000000Z
certificate stranger other-authority DNS:floor2 20240101000000Z 21231231000000Z
