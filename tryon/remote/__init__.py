"""Control from elsewhere: a phone, a key pad, a script. Knows no Qt and no pictures."""
