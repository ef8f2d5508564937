#version 330 core

uniform float opacity;
out float covered;

void main() {
    covered = opacity;
}
