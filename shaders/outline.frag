#version 330 core

uniform float number;  // which of those that are worn
out float seen;

void main() {
    seen = number;
}
